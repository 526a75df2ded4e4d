"""Order, retries, schedules and logging: Prefect flows over `extract`. Nothing in `extract` imports this."""

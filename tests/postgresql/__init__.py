"""PostgreSQL for tests: a server of their own, and the suite of the store on it."""

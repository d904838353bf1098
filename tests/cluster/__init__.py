"""Workers in processes of their own, which are killed, on a server of the tests' own, which is restarted."""

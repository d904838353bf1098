"""Many workers at one outbox: what is planned becomes jobs of an engine (Procrastinate) in the same PostgreSQL database.

A job is a signal and no more: it names messages, and whoever gets it claims, sends and marks each of them in the outbox as a
pass does. A job that is lost, doubled or late changes nothing but when.

schema.py      the tables of the engine, in a schema of their own
queue.py       from the outbox to jobs; jobs of workers that died
delivering.py  what a worker does with a job
jobs.py        the tasks of the engine, also those that run by the clock
worker.py      the process
check.py       what a check-up says of all that
"""

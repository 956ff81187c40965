"""What creatormatch changes of gunicorn, and the only place that knows it; gunicorn.conf.py puts it together."""

"""Background work: a thin front over `service.refresh`. Starts threads or a process; decides nothing."""

"""`creatormatch doctor`: looks at everything the service stands on and says what to fix. It changes nothing, leaves
nothing behind, works while the service runs, and never waits long for a part that is away."""

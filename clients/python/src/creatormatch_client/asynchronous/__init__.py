"""The client for asyncio. What is in `synchronous` is made from these files."""

"""Values kept for a time, in this process and in Redis."""

import redis

from service.jobs import RedisCache


def test_a_prolonged_value_lasts_at_least_as_long_as_was_asked_every_time(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        cache, name = RedisCache(client), "creatormatch:a ranking"
        assert not cache.prolong("a ranking", 100)  # it is not there
        assert cache.put("a ranking", b"1", 5)
        for _ in range(3):
            assert cache.prolong("a ranking", 100)
            assert 100 <= client.ttl(name) <= 110
        assert cache.prolong("a ranking", 200)
        assert client.ttl(name) >= 200
        client.expire(name, 1)  # a trip that was saved is the only thing that may be wrong, and not for long
        assert cache.prolong("a ranking", 300)
        assert client.ttl(name) >= 300

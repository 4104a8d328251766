"""What Redis does in one step: nothing of another client comes between the lines of a script.

KEYS: 1 the owner's index, 2 the conversation's head, 3 its turns, 4 its reservation. The index is a sorted
set of ids with the time (milliseconds) at which each expires. ARGV: 1 the id, 2 the idle time (milliseconds),
and then what each script says.
"""

USE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function use()
    local expires = now + ARGV[2]
    redis.call('ZADD', KEYS[1], expires, ARGV[1])
    for place = 1, 3 do redis.call('PEXPIREAT', KEYS[place], expires) end
end
local function put(first, last)
    for place = first, last, 2 do redis.call('HSET', KEYS[2], ARGV[place], ARGV[place + 1]) end
end
"""

# 3: how many an owner may have, 4: how many words of the head follow; after those, the turns.
CREATE = (
    USE
    + """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('EXISTS', KEYS[2]) == 1 then return 1 end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
local last = 4 + ARGV[4]
put(5, last)
for place = last + 1, #ARGV do redis.call('RPUSH', KEYS[3], ARGV[place]) end
use()
return 1
"""
)

# 3 and following: names and values.
CHANGE = (
    USE
    + """
if redis.call('EXISTS', KEYS[2]) == 0 then return false end
put(3, #ARGV)
use()
return redis.call('HGETALL', KEYS[2])
"""
)

# 3: the turn, 4: its lease in milliseconds.
BEGIN = (
    USE
    + """
if redis.call('EXISTS', KEYS[2]) == 0 then return 'gone' end
if redis.call('GET', KEYS[4]) ~= ARGV[3] and not redis.call('SET', KEYS[4], ARGV[3], 'NX', 'PX', ARGV[4]) then
    return 'busy'
end
use()
return {redis.call('HGETALL', KEYS[2]), redis.call('LRANGE', KEYS[3], 0, -1)}
"""
)

# 3: the turn's id, 4: the turn, then names and values of the head.
COMMIT = (
    USE
    + """
local last = redis.call('LINDEX', KEYS[3], -1)
if last and cjson.decode(last)['id'] == ARGV[3] then return 1 end
if redis.call('GET', KEYS[4]) ~= ARGV[3] or redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
redis.call('RPUSH', KEYS[3], ARGV[4])
put(5, #ARGV)
redis.call('DEL', KEYS[4])
use()
return 1
"""
)

# 3: the turn.
RELEASE = "if redis.call('GET', KEYS[4]) == ARGV[3] then redis.call('DEL', KEYS[4]) end"

DELETE = """
redis.call('ZREM', KEYS[1], ARGV[1])
return redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
"""

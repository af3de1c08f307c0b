"""The Lua scripts behind the session store: each is one step that nobody can come between.

Keys of other sessions are built inside the scripts, so this needs one Redis and no cluster (Memorystore basic or
standard).
"""

# A naive GET then SET made two sessions in 299 of 300 races; these scripts made none.
_SHARED = """
local function live(state) return state and state ~= 'closed' and state ~= 'failed' end
local function tell(session, project, epoch, state, reason, now)
  local event = cjson.encode({type='session', sessionId=session, projectId=project, epoch=tonumber(epoch) or 0,
                              state=state, reason=reason or '', at=tonumber(now)})
  redis.call('XADD', 'session-events:log', 'MAXLEN', '~', 10000, '*', 'event', event)
  redis.call('PUBLISH', 'session-events', event)
end
"""

# KEYS active, session · ARGV session, project, user, now, lease ms, keep ms → the id of the project's live session
OPEN = (
    _SHARED
    + """
local current = redis.call('GET', KEYS[1])
if current and live(redis.call('HGET', 'session:' .. current, 'state')) then return current end
redis.call('HSET', KEYS[2], 'projectId', ARGV[2], 'userId', ARGV[3], 'epoch', 0, 'state', 'claiming',
           'step', 'Looking for a workspace', 'createdAt', ARGV[4], 'lastActivity', ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[6])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[5])
tell(ARGV[1], ARGV[2], 0, 'claiming', nil, ARGV[4])
return ARGV[1]
"""
)

# KEYS active, session, epoch · ARGV session, project, epoch, state, now, lease ms, keep ms, new state or renewed, then
# field, value, … → 1 recorded, 0 refused: it ended, or a session of the same or a higher epoch is the live one
RECORD = (
    _SHARED
    + """
local epoch = tonumber(ARGV[3])
if epoch < tonumber(redis.call('GET', KEYS[3]) or '0') then return 0 end
local before = redis.call('HMGET', KEYS[2], 'state', 'step')
local old, state = before[1], ARGV[4]
if old and not live(old) then return 0 end
local current = redis.call('GET', KEYS[1])
if current and current ~= ARGV[1] then
  local other = redis.call('HMGET', 'session:' .. current, 'state', 'epoch')
  if live(other[1]) then
    if tonumber(other[2] or '0') >= epoch then return 0 end
    redis.call('HSET', 'session:' .. current, 'state', 'closed', 'reason', 'superseded',
               'step', 'Joined another session')
    tell(current, ARGV[2], other[2], 'closed', 'superseded', ARGV[5])
  end
end
redis.call('HSET', KEYS[2], 'projectId', ARGV[2], 'epoch', epoch, 'state', state, unpack(ARGV, 9))
if old and ARGV[8] == 'renewed' then
  state = old
  redis.call('HSET', KEYS[2], 'state', old, 'step', before[2] or '')
end
redis.call('HSETNX', KEYS[2], 'createdAt', ARGV[5])
redis.call('HSETNX', KEYS[2], 'lastActivity', ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[7])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[6])
redis.call('SET', KEYS[3], epoch)
if old ~= state then tell(ARGV[1], ARGV[2], epoch, state, nil, ARGV[5]) end
return 1
"""
)

# KEYS session · ARGV session, state, step, reason, now, keep ms → 1 ended now, 0 ended before or not known
CLOSE = (
    _SHARED
    + """
local old = redis.call('HMGET', KEYS[1], 'state', 'projectId', 'epoch')
if not live(old[1]) then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'step', ARGV[3], 'reason', ARGV[4])
redis.call('HDEL', KEYS[1], 'busy.browser', 'busy.turn', 'busy.export', 'busy.upload')
redis.call('PEXPIRE', KEYS[1], ARGV[6])
local active = 'project:' .. old[2] .. ':active'
if redis.call('GET', active) == ARGV[1] then redis.call('PEXPIRE', active, ARGV[6]) end
tell(ARGV[1], old[2], old[3], ARGV[2], ARGV[4], ARGV[5])
return 1
"""
)

# KEYS session · ARGV now, then kind, busy until, … → 1 noted, 0 the session ended or is not known
TOUCH = (
    _SHARED
    + """
local old = redis.call('HMGET', KEYS[1], 'state', 'lastActivity')
if not live(old[1]) then return 0 end
if tonumber(ARGV[1]) > tonumber(old[2] or '0') then redis.call('HSET', KEYS[1], 'lastActivity', ARGV[1]) end
for i = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], 'busy.' .. ARGV[i], ARGV[i + 1]) end
return 1
"""
)

# KEYS epoch · ARGV epoch → the highest epoch known from now on
RAISE_EPOCH = """
local known = tonumber(redis.call('GET', KEYS[1]) or '0')
local offered = tonumber(ARGV[1])
if offered > known then redis.call('SET', KEYS[1], offered) return offered end
return known
"""

# The waiting line: `pool:line` by when each began to wait (µs, Redis's clock), `pool:line:alive` by when it counts as
# dead. Whoever waits says so over and over; the places of those that fell silent are dropped at every look.
_LINE = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
local function text(number) return string.format('%.0f', number) end
local function drop_silent()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', text(now))) do
    redis.call('ZREM', KEYS[1], id)
    redis.call('ZREM', KEYS[2], id)
  end
end
"""

# KEYS line, alive · ARGV session, how many may wait, alive µs, since (0 for a new one) → position (0: full), since
LINE_JOIN = (
    _LINE
    + """
local since = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not since then
  drop_silent()
  since = ARGV[4]
  if since == '0' then
    if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return {0, '0'} end
    local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    since = text(math.max(now, tonumber(last[2] or '0') + 1))
  end
  redis.call('ZADD', KEYS[1], since, ARGV[1])
end
redis.call('ZADD', KEYS[2], text(now + tonumber(ARGV[3])), ARGV[1])
drop_silent()
return {redis.call('ZRANK', KEYS[1], ARGV[1]) + 1, text(tonumber(since))}
"""
)

# KEYS line, alive · ARGV session → position (0: doesn't wait), how many wait
LINE_LOOK = (
    _LINE
    + """
drop_silent()
local rank = redis.call('ZRANK', KEYS[1], ARGV[1])
return {rank and rank + 1 or 0, redis.call('ZCARD', KEYS[1])}
"""
)

# KEYS line, alive · ARGV session
LINE_LEAVE = """
redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('ZREM', KEYS[1], ARGV[1]) == 1 then redis.call('PUBLISH', 'pool-line', ARGV[1]) end
return 1
"""

# KEYS work, … · ARGV who, ms → who has each now: whoever had it, else the one who asks
OWN = """
local owners = {}
for i, key in ipairs(KEYS) do
  local owner = redis.call('GET', key)
  if not owner or owner == ARGV[1] then
    redis.call('SET', key, ARGV[1], 'PX', ARGV[2])
    owner = ARGV[1]
  end
  owners[i] = owner
end
return owners
"""

# KEYS work, … · ARGV who
DISOWN = """
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then redis.call('DEL', key) end
end
return 1
"""

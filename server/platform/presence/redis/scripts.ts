/*
 * Presence in Redis. `<prefix>:at:<place>` is a sorted set of `user\nnode\nboot` scored by the end of its lease;
 * `<prefix>:leases` holds `place\n` before the same, so that dead leases are found without knowing the places;
 * `<prefix>:node:<boot>` is there as long as Redis remembers what this node wrote.
 * Ends are judged by Redis's clock: nodes may disagree about the time. Keys are made from the prefix inside the scripts,
 * so a Redis Cluster is not supported.
 */
const now = `local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
`;

const distinctPeople = `local function people(place)
  local seen, users = {}, {}
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1] .. ':at:' .. place, '(' .. now, '+inf', 'LIMIT', 0, 30000)) do
    local user = string.match(member, '^[^\\n]+')
    if not seen[user] then
      seen[user] = true
      users[#users + 1] = user
    end
  end
  return users
end
`;

/** KEYS prefix; ARGV boot, lease ms, ms to keep the keys, then place and member in turn. Answers the places where one is new. */
export const holdScript = `${now}local changed = {}
redis.call('SET', KEYS[1] .. ':node:' .. ARGV[1], 1, 'PX', ARGV[3])
for i = 4, #ARGV, 2 do
  local key = KEYS[1] .. ':at:' .. ARGV[i]
  if redis.call('ZADD', key, now + ARGV[2], ARGV[i + 1]) == 1 then changed[#changed + 1] = ARGV[i] end
  redis.call('PEXPIRE', key, ARGV[3])
  redis.call('ZADD', KEYS[1] .. ':leases', now + ARGV[2], ARGV[i] .. '\\n' .. ARGV[i + 1])
end
redis.call('PEXPIRE', KEYS[1] .. ':leases', ARGV[3])
return changed`;

/** KEYS prefix; ARGV place, member. */
export const dropScript = `redis.call('ZREM', KEYS[1] .. ':leases', ARGV[1] .. '\\n' .. ARGV[2])
return redis.call('ZREM', KEYS[1] .. ':at:' .. ARGV[1], ARGV[2])`;

/** KEYS prefix; ARGV boot. Removes at most 1,000 dead leases; answers 1 when this node is remembered, then the places that changed. */
export const sweepScript = `${now}local answer = { redis.call('EXISTS', KEYS[1] .. ':node:' .. ARGV[1]) }
local leases = KEYS[1] .. ':leases'
for _, lease in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now, 'LIMIT', 0, 1000)) do
  local place, member = string.match(lease, '^([^\\n]*)\\n(.*)$')
  redis.call('ZREM', leases, lease)
  redis.call('ZREM', KEYS[1] .. ':at:' .. place, member)
  answer[#answer + 1] = place
end
return answer`;

/** KEYS prefix; ARGV place. Answers distinct user ids. */
export const atScript = `${now}${distinctPeople}return people(ARGV[1])`;

/** KEYS prefix; ARGV places. Answers how many distinct people are at each. */
export const countsScript = `${now}${distinctPeople}local counts = {}
for i, place in ipairs(ARGV) do counts[i] = #people(place) end
return counts`;

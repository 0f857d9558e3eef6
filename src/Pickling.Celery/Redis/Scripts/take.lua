-- now in seconds, queues in order -> nothing | queue, delivery tag ('' for a broken message), message
-- kombu/transport/redis.py: a queue has a list for each step of priority, and what is taken is kept in `unacked`.
for _, step in ipairs({'', '\6\0223', '\6\0226', '\6\0229'}) do
  for i = 2, #ARGV do
    local message = redis.call('RPOP', ARGV[i] .. step)
    if message then
      local is_json, envelope = pcall(cjson.decode, message)
      local properties = is_json and type(envelope) == 'table' and envelope.properties
      local info = type(properties) == 'table' and properties.delivery_info
      local tag = type(info) == 'table' and properties.delivery_tag
      if type(tag) ~= 'string' then return {ARGV[i], '', message} end
      -- The message stays as it was written: reading and writing JSON here would not keep it.
      local exchange = type(info.exchange) == 'string' and info.exchange or ''
      local routing_key = type(info.routing_key) == 'string' and info.routing_key or ARGV[i]
      local place = ', ' .. cjson.encode(exchange) .. ', ' .. cjson.encode(routing_key) .. ']'
      redis.call('HSET', 'unacked', tag, '[' .. message .. place)
      redis.call('ZADD', 'unacked_index', ARGV[1], tag)
      return {ARGV[i], tag, message}
    end
  end
end
return {}

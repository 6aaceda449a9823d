// The three types of the Redis client that the folders above speak in; everything else of it stays in this folder.
global using RedisKey = StackExchange.Redis.RedisKey;
global using RedisResult = StackExchange.Redis.RedisResult;
global using RedisValue = StackExchange.Redis.RedisValue;

namespace Pickling.Celery.Redis;

/// <summary>A message taken from a list, and kept as unacknowledged under its tag; without a tag it is broken.</summary>
internal sealed class RedisDelivery(string queue, string tag, byte[] envelope, long bytesMax) : CeleryDelivery(queue)
{
    public string Tag => tag;

    public override CeleryMessage Read() => RedisEnvelope.Read(envelope, bytesMax);
}

using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>Python's workers on RabbitMQ.</summary>
public sealed class PythonWorksOnRabbitMqTests(RabbitMqPeer peer) : PythonWorksTests(peer), IClassFixture<RabbitMqPeer>;

using Flink.Core.Graph;
using Flink.Streaming.Testing;

namespace Flink.Streaming.Tests.Harness;

/// <summary>The collect sink's operator, fed by hand.</summary>
public sealed class CollectInput<T> : IDisposable
{
    private readonly OperatorHarness<T, object> _harness;
    private readonly CancellationTokenRegistration _cancellation;

    public CollectInput(OperatorNode node, CancellationToken cancellation)
    {
        _harness = new OperatorHarness<T, object>(node);
        _cancellation = cancellation.Register(_harness.Cancel);
    }

    public void Write(T[] records) => _harness.Push(records);

    public void Dispose()
    {
        _cancellation.Dispose();
        _harness.Dispose();
    }
}

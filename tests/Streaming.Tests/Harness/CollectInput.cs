using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Streaming.Tests.Harness;

/// <summary>The collect sink's operator, fed by hand.</summary>
public sealed class CollectInput<T>(OperatorNode node, CancellationToken cancellation)
{
    private readonly IInput<T> _input = Open(node, cancellation);

    public void Write(IEnumerable<T> records)
    {
        var batch = new Batch<T>(1000);
        foreach (var record in records)
        {
            batch.Add(in record, Timestamp.None);
        }

        _input.Process(batch);
    }

    private static IInput<T> Open(OperatorNode node, CancellationToken cancellation)
    {
        var one = node.Factory.Create();
        one.Connect(new RecordingInput<object>());
        one.Initialize(new HarnessContext(0, 1, 1, cancellation));
        one.Open();
        return (IInput<T>)one.Inputs[0];
    }
}

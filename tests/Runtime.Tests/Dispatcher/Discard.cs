using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Runtime.Tests.Dispatcher;

/// <summary>A sink that keeps nothing, so that it travels.</summary>
internal sealed class Discard : OperatorFactory
{
    public override IReadOnlyList<Type> InputTypes => [typeof(long)];

    public override Type? OutputType => null;

    public override Operator Create() => new Sink();

    private sealed class Sink : OneInputOperator<long, object>
    {
        public override void Process(Batch<long> batch)
        {
        }
    }
}

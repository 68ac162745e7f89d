using Flink.Core.Operators;

namespace Flink.Streaming.Testing.Tests.Operators;

public sealed class FactoryOf(Func<Operator> create, params Type[] inputs) : OperatorFactory
{
    public FactoryOf(Func<Operator> create)
        : this(create, typeof(int))
    {
    }

    public override IReadOnlyList<Type> InputTypes => inputs;

    public override Type OutputType => typeof(int);

    public override Operator Create() => create();
}

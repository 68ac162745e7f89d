using Flink.Core.Operators;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Operators;

/// <summary>An operator that is nothing but a function: map, flat map, filter, update, sink function. The engine fuses it with its neighbours.</summary>
/// <param name="step">The function as a step.</param>
/// <param name="inputType">The record type that it reads.</param>
/// <param name="outputType">The record type that it emits; null for a sink.</param>
internal sealed class FusedOperatorFactory(FusedStep step, Type inputType, Type? outputType) : OperatorFactory, IFusible, IBlockingChoice
{
    private bool _isBlocking;

    public FusedStep Step => step;

    public override IReadOnlyList<Type> InputTypes => [inputType];

    public override Type? OutputType => outputType;

    public override bool IsBlocking => _isBlocking;

    bool IBlockingChoice.IsBlocking
    {
        get => _isBlocking;
        set => _isBlocking = value;
    }

    public override Operator Create() => FusedRun.Close([step], inputType, outputType ?? typeof(object));
}

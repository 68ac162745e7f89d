using Flink.Core.Operators;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Operators;

/// <summary>Makes an operator of a type that was closed over the user's struct functions when the graph was built.</summary>
/// <param name="operatorType">Closed operator type.</param>
/// <param name="inputTypes">The record types that it reads.</param>
/// <param name="outputType">The record type that it emits; null for a sink.</param>
/// <param name="arguments">The constructor's arguments: boxed functions, of which each subtask gets a copy, and constants.</param>
internal sealed class ClosedOperatorFactory(Type operatorType, IReadOnlyList<Type> inputTypes, Type? outputType, params object[] arguments)
    : OperatorFactory, IBlockingChoice
{
    private bool _isBlocking;

    /// <summary>Makes an operator with one input.</summary>
    public ClosedOperatorFactory(Type operatorType, Type inputType, Type? outputType, params object[] arguments)
        : this(operatorType, [inputType], outputType, arguments)
    {
    }

    public override IReadOnlyList<Type> InputTypes => inputTypes;

    public override Type? OutputType => outputType;

    public override bool IsBlocking => _isBlocking;

    bool IBlockingChoice.IsBlocking
    {
        get => _isBlocking;
        set => _isBlocking = value;
    }

    public override Operator Create()
    {
        var own = Array.ConvertAll(arguments, static a => a is IFunctionPerSubtask shared ? shared.ForSubtask() : a);
        return (Operator)Activator.CreateInstance(operatorType, own)!;
    }
}

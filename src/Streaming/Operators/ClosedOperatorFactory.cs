using Flink.Core.Operators;
using Flink.Streaming.State;

namespace Flink.Streaming.Operators;

/// <summary>Makes an operator of a type that is closed over the user's functions where it is made.</summary>
internal sealed class ClosedOperatorFactory : OperatorFactory, IBlockingChoice
{
    private readonly Type _definition;
    private readonly object[] _typeArguments;
    private readonly IReadOnlyList<Type> _inputTypes;
    private readonly Type? _outputType;
    private readonly object[] _arguments;
    private bool _isBlocking;

    /// <param name="definition">Operator type, open where <paramref name="typeArguments"/> are given.</param>
    /// <param name="typeArguments">Its type arguments; a <see cref="FunctionSpec"/> stands for the type that it is bound to.</param>
    /// <param name="inputTypes">The record types that it reads.</param>
    /// <param name="outputType">The record type that it emits; null for a sink.</param>
    /// <param name="arguments">The constructor's arguments; a <see cref="FunctionSpec"/> stands for the struct that it is bound to.</param>
    public ClosedOperatorFactory(Type definition, object[] typeArguments, IReadOnlyList<Type> inputTypes, Type? outputType, params object[] arguments)
    {
        _definition = definition;
        _typeArguments = typeArguments;
        _inputTypes = inputTypes;
        _outputType = outputType;
        _arguments = arguments;
        _ = OperatorType();
    }

    /// <summary>Makes an operator with one input.</summary>
    /// <inheritdoc cref="ClosedOperatorFactory(Type, object[], IReadOnlyList{Type}, Type, object[])"/>
    public ClosedOperatorFactory(Type definition, object[] typeArguments, Type inputType, Type? outputType, params object[] arguments)
        : this(definition, typeArguments, [inputType], outputType, arguments)
    {
    }

    /// <summary>What the operator keeps for sure. What functions keep in states that they ask for is only known when they do.</summary>
    public KeptType[] Keeps { get; init; } = [];

    public override IReadOnlyList<Type> InputTypes => _inputTypes;

    public override Type? OutputType => _outputType;

    public override bool IsBlocking => _isBlocking;

    bool IBlockingChoice.IsBlocking
    {
        get => _isBlocking;
        set => _isBlocking = value;
    }

    public override Operator Create()
    {
        var arguments = Array.ConvertAll(_arguments, static one => one is FunctionSpec function ? function.Bind() : one);
        return (Operator)Activator.CreateInstance(OperatorType(), arguments)!;
    }

    // What does not fit is an error where the graph is built.
    private Type OperatorType() => _typeArguments.Length == 0 ? _definition : FunctionSpec.Close(_definition, _typeArguments);
}

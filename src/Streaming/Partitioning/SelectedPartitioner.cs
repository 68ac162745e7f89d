using Flink.Core.Operators;
using Flink.Core.Partitioning;

namespace Flink.Streaming.Partitioning;

/// <summary>A partitioner that is closed over the user's key selector where it runs.</summary>
internal sealed class SelectedPartitioner<T> : RecordPartitioner<T>
{
    private readonly Type _definition;
    private readonly object[] _typeArguments;
    private readonly object[] _arguments;

    [NonSerialized]
    private RecordPartitioner<T>? _bound;

    /// <param name="definition">Open generic <see cref="RecordPartitioner{T}"/>.</param>
    /// <param name="typeArguments">Its type arguments; a <see cref="FunctionSpec"/> stands for the type that it is bound to.</param>
    /// <param name="arguments">The constructor's arguments; a <see cref="FunctionSpec"/> stands for the struct that it is bound to.</param>
    public SelectedPartitioner(Type definition, object[] typeArguments, params object[] arguments)
    {
        _definition = definition;
        _typeArguments = typeArguments;
        _arguments = arguments;
        _bound = Bind();
    }

    public override string Name => Bound.Name;

    public override bool IsTrivialForOneReceiver => Bound.IsTrivialForOneReceiver;

    private RecordPartitioner<T> Bound => _bound ??= Bind();

    public override void Select(ReadOnlySpan<T> records, Span<int> receivers, int numberOfReceivers, int maxParallelism) =>
        Bound.Select(records, receivers, numberOfReceivers, maxParallelism);

    private RecordPartitioner<T> Bind()
    {
        var arguments = Array.ConvertAll(_arguments, static one => one is FunctionSpec function ? function.Bind() : one);
        return (RecordPartitioner<T>)Activator.CreateInstance(FunctionSpec.Close(_definition, _typeArguments), arguments)!;
    }
}

using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Core.Operators.Fusion;

/// <summary>Pushes what a struct function emits straight into the next step of its run.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TNext">The rest of the run.</typeparam>
public readonly ref struct StepCollector<T, TNext> : ICollector<T>
    where TNext : struct, IStep<T>
{
    private readonly ref TNext _next;
    private readonly long _timestamp;

    internal StepCollector(ref TNext next, long timestamp)
    {
        _next = ref next;
        _timestamp = timestamp;
    }

    /// <inheritdoc/>
    public long Timestamp => _timestamp;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in T record) => Collect(in record, _timestamp);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in T record, long timestamp)
    {
        var copy = record;
        _next.Push(ref copy, timestamp);
    }
}

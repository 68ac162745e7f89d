namespace Flink.Core.Functions;

/// <summary>Gathers records in an accumulator and makes one result of it. As a struct it is compiled into its operator.</summary>
/// <typeparam name="TIn">The record type.</typeparam>
/// <typeparam name="TAccumulator">What is kept meanwhile; must be serializable, since it is state.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
public interface IAggregateFunction<TIn, TAccumulator, TOut>
{
    /// <summary>A fresh accumulator that has seen nothing.</summary>
    TAccumulator CreateAccumulator();

    /// <summary>Adds a record.</summary>
    void Add(in TIn record, ref TAccumulator accumulator);

    /// <summary>The result of an accumulator, which is not used afterwards.</summary>
    TOut GetResult(in TAccumulator accumulator);

    /// <summary>
    /// Adds to <paramref name="accumulator"/> what <paramref name="other"/> has seen. An aggregate that cannot do so leaves it out: sliding windows
    /// then add each record to each window, and windows that merge fail.
    /// </summary>
    /// <exception cref="NotSupportedException">The aggregate does not merge accumulators.</exception>
    void Merge(ref TAccumulator accumulator, in TAccumulator other) =>
        throw new NotSupportedException($"{GetType()} does not say how to merge two accumulators, which windows that merge, sessions for one, need. Implement {nameof(Merge)}.");
}

namespace Flink.Core.Operators.Fusion;

/// <summary>One operator of a fused run: a struct that holds its function and, nested in itself, the rest of the run.</summary>
/// <typeparam name="TIn">The record type that it takes.</typeparam>
/// <remarks>
/// A whole run is one closed generic type, so the just-in-time compiler sees every call and inlines it into a single loop
/// (1.4-1.5 ns a record for map-filter-map against 2.3 with a pass per operator; docs/decisions/0001-batches-not-records.md).
/// The loop works on a copy of the struct in a local, so that its fields can live in registers.
/// </remarks>
public interface IStep<TIn>
{
    /// <summary>Takes one record, which it may change.</summary>
    void Push(ref TIn record, long timestamp);

    /// <summary>A batch begins.</summary>
    /// <param name="batch">The batch whose records follow, for a run that writes its results into it.</param>
    void Begin(object batch);

    /// <summary>The batch has ended: results are passed on.</summary>
    void End();

    /// <summary>Opens the functions of the run, each with its own operator's context.</summary>
    void Open(ReadOnlySpan<OperatorContext> contexts);

    /// <summary>Closes the functions of the run, all of them even when one throws.</summary>
    void Close();
}

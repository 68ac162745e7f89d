namespace Flink.Core.Functions;

/// <summary>Any number of results for each record. As a struct it is compiled into the loop of its chain.</summary>
public interface IFlatMapFunction<TIn, TOut>
{
    /// <summary>Emits the results for a record.</summary>
    /// <param name="record">The record; valid for the time of the call.</param>
    /// <param name="output">Takes the results, in order. A type parameter so that a struct function inlines into its chain's loop.</param>
    void FlatMap<TCollector>(in TIn record, ref TCollector output)
        where TCollector : struct, ICollector<TOut>, allows ref struct;
}

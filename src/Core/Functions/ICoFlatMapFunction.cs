namespace Flink.Core.Functions;

/// <summary>Any number of results for each record of two connected streams.</summary>
/// <typeparam name="TFirst">Record type of the first stream.</typeparam>
/// <typeparam name="TSecond">Record type of the second stream.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
/// <remarks>Both methods work on one object and may share its fields. The order between the streams is undefined.</remarks>
public interface ICoFlatMapFunction<TFirst, TSecond, TOut>
{
    /// <summary>Emits the results for a record of the first stream.</summary>
    void FlatMap1(in TFirst record, Collector<TOut> output);

    /// <summary>Emits the results for a record of the second stream.</summary>
    void FlatMap2(in TSecond record, Collector<TOut> output);
}

namespace Flink.Core.Functions;

/// <summary>One result for each record of two connected streams.</summary>
/// <typeparam name="TFirst">Record type of the first stream.</typeparam>
/// <typeparam name="TSecond">Record type of the second stream.</typeparam>
/// <typeparam name="TOut">The result type.</typeparam>
/// <remarks>Both methods work on one object and may share its fields. The order between the streams is undefined.</remarks>
public interface ICoMapFunction<TFirst, TSecond, TOut>
{
    /// <summary>The result for a record of the first stream.</summary>
    TOut Map1(in TFirst record);

    /// <summary>The result for a record of the second stream.</summary>
    TOut Map2(in TSecond record);
}

namespace Flink.Core.Functions;

/// <summary>One result for each record. As a struct it is compiled into the loop of its chain; as a class it is called once a record.</summary>
public interface IMapFunction<TIn, TOut>
{
    /// <summary>The result for a record.</summary>
    TOut Map(in TIn record);
}

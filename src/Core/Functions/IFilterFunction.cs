namespace Flink.Core.Functions;

/// <summary>Says which records stay. As a struct it is compiled into the loop of its chain.</summary>
public interface IFilterFunction<T>
{
    /// <summary>True to keep the record.</summary>
    bool Filter(in T record);
}

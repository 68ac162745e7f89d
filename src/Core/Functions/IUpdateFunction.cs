namespace Flink.Core.Functions;

/// <summary>Changes each record in place: the cheapest form of a map that keeps the type. As a struct it is compiled into the loop of its chain.</summary>
public interface IUpdateFunction<T>
{
    /// <summary>Changes the record, which this call owns.</summary>
    void Update(ref T record);
}

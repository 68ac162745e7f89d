namespace Flink.Streaming.Sources;

/// <summary>Makes records from their numbers. As a struct it is compiled into the source's loop.</summary>
/// <typeparam name="T">The record type.</typeparam>
public interface IGeneratorFunction<T>
{
    /// <summary>Makes the record of a number; the same record each time, since a restored job asks again.</summary>
    /// <param name="index">0 for the first record of the source, over all its readers.</param>
    T Generate(long index);
}

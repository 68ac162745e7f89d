using Flink.Core.Closures;

namespace Flink.Core.Execution;

/// <summary>The form in which the values of accumulators go from a cluster to whoever submitted the job.</summary>
public static class ResultValues
{
    /// <summary>A value as bytes.</summary>
    /// <param name="value">What an accumulator collected.</param>
    /// <param name="name">The accumulator's name, for messages.</param>
    /// <exception cref="ClosureException">It, or a part of it, cannot travel.</exception>
    public static ReadOnlyMemory<byte> Write(object? value, string name) => ClosureSerializer.Write(value, $"Accumulator '{name}'").Bytes;

    /// <summary>The value that <see cref="Write"/> wrote.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="types">Where the types of the program are found.</param>
    /// <exception cref="Serialization.CorruptDataException">The bytes were cut or damaged.</exception>
    /// <exception cref="ClosureException">A type is not there, or another one.</exception>
    public static object? Read(ReadOnlyMemory<byte> bytes, TypeResolver types) => ClosureSerializer.Read(bytes, types);
}

namespace Flink.Core.Serialization;

/// <summary>Bytes that should hold serialized records do not: they were cut, damaged, or written by another serializer.</summary>
public sealed class CorruptDataException : FlinkException
{
    /// <summary>Creates the error.</summary>
    /// <param name="position">Where reading stopped, in bytes from the start of what was given to the reader.</param>
    /// <param name="length">How many bytes the reader was given.</param>
    /// <param name="reason">What is wrong there.</param>
    public CorruptDataException(int position, int length, string reason)
        : base($"Serialized data is corrupt at byte {position} of {length}: {reason}. "
            + "It was cut or damaged, or written for another type than it is read for.") => Position = position;

    /// <summary>Creates the error with what raised it.</summary>
    /// <param name="position">Where reading stopped.</param>
    /// <param name="length">How many bytes the reader was given.</param>
    /// <param name="reason">What is wrong there.</param>
    /// <param name="inner">What the record's own code threw.</param>
    public CorruptDataException(int position, int length, string reason, Exception inner)
        : base($"Serialized data is corrupt at byte {position} of {length}: {reason}.", inner) => Position = position;

    /// <summary>Where reading stopped, in bytes from the start of what was given to the reader.</summary>
    public int Position { get; }
}

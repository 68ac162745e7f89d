namespace Flink.Core.Serialization;

/// <summary>
/// Records that were written by another version of a program cannot be read as what this version declares. Says which field or
/// constant, what was written, what is wanted, and what to do; never per record.
/// </summary>
/// <param name="message">What cannot be read, why, and what to do.</param>
public sealed class IncompatibleSchemaException(string message) : FlinkException(message);

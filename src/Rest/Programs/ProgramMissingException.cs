using Flink.Core;

namespace Flink.Rest.Programs;

/// <summary>A program, or the class in it that was asked for, is not there: to Flink a failure of the server, 500.</summary>
/// <param name="message">What is missing.</param>
public sealed class ProgramMissingException(string message) : FlinkException(message);

using Flink.Core;

namespace Flink.Rest.Programs;

/// <summary>A program's <c>Main</c> threw, or returned something else than 0.</summary>
/// <param name="message">What it threw.</param>
public sealed class ProgramFailedException(string message) : FlinkException(message);

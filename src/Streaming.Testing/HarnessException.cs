using Flink.Core;

namespace Flink.Streaming.Testing;

/// <summary>What was tested broke a contract of the engine, or is not what was expected; the message says how.</summary>
/// <param name="message">For whoever reads the failed test.</param>
public sealed class HarnessException(string message) : FlinkException(message);

using Flink.Core.Graph;
using Flink.Runtime.Network;

namespace Flink.Runtime.TaskManager;

/// <summary>An exchange that begins in a task.</summary>
/// <param name="Operator">Index of the sending operator in its vertex.</param>
/// <param name="Tag">Its side output, or null for the main output.</param>
/// <param name="Writer">The sending end.</param>
public sealed record TaskOutput(int Operator, OutputTag? Tag, ExchangeWriter Writer);

using Flink.Core;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A job was not taken in.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="inner">The cause; null for none.</param>
public sealed class JobRejectedException(string message, Exception? inner = null) : FlinkException(message, inner!);

using Flink.Runtime.HighAvailability;

namespace Flink.Runtime.Dispatcher;

/// <summary>The endpoints of one term.</summary>
internal sealed record LeadingTerm(LeaderSession Session, ResourceManager.ResourceManager ResourceManager, Dispatcher Dispatcher);

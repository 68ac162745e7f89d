using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A job's master has tasks for a TaskManager: <see cref="DeploymentBatch"/> on its way.</summary>
/// <param name="Job">The job.</param>
/// <param name="JobMaster">The master's term; that of another is ignored.</param>
/// <param name="Description">What is to be known of the job; null when the master has sent it over this connection before.</param>
/// <param name="Placement">Where the partners of the tasks are.</param>
/// <param name="Tasks">The tasks.</param>
public sealed record SubmitTasks(
    JobId Job, FencingToken JobMaster, JobDescription? Description, PlacedVertices Placement, SubtaskDeployment[] Tasks) : Message;

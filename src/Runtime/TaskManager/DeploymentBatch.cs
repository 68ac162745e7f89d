namespace Flink.Runtime.TaskManager;

/// <summary>Tasks of one job that a TaskManager gets at a time.</summary>
/// <param name="Job">The job; the first batch of a job makes room for it.</param>
/// <param name="Placement">Where the partners of the tasks are.</param>
/// <param name="Tasks">The tasks, receivers before their senders.</param>
public sealed record DeploymentBatch(JobInformation Job, JobPlacement Placement, IReadOnlyList<SubtaskDeployment> Tasks);

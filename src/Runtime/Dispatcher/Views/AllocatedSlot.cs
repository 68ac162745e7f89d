using Flink.Core.Graph;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A slot that a job has.</summary>
/// <param name="Job">The job.</param>
/// <param name="Resource">What the slot holds.</param>
/// <param name="Tasks">Tasks that run in it.</param>
public sealed record AllocatedSlot(JobId Job, ResourceFigures Resource, int Tasks);

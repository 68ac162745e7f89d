using k8s.Models;

namespace Flink.Kubernetes.Pods.Steps;

/// <summary>Where the process may write: everything else can be read only.</summary>
public sealed class VolumesStep : IPodStep
{
    private static readonly (string Volume, string Path)[] _folders = [("flink-log", "/opt/flink/log"), ("flink-tmp", "/tmp")];

    /// <inheritdoc/>
    public void Apply(PodDraft draft, PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(draft);
        foreach (var (volume, path) in _folders)
        {
            // A disk of the user's at this place is better.
            if (!draft.Main.VolumeMounts.Any(mount => mount.MountPath.TrimEnd('/') == path))
            {
                draft.Mount(new V1Volume { Name = volume, EmptyDir = new V1EmptyDirVolumeSource() }, path, isReadOnly: false);
            }
        }
    }
}

using k8s.Models;

namespace Flink.Kubernetes.Pods;

/// <summary>A pod while it is made, with what its steps share. Every list of it is there, if empty.</summary>
public sealed class PodDraft
{
    /// <summary>The name of the container in which the engine runs, in templates too.</summary>
    public const string MainContainer = "flink-main-container";

    /// <summary>Begins with a template, which is not changed.</summary>
    /// <param name="template">The user's pod; null for none.</param>
    public PodDraft(V1Pod? template)
    {
        Pod = template is null ? new V1Pod() : k8s.KubernetesJson.Deserialize<V1Pod>(k8s.KubernetesJson.Serialize(template));
        Pod.ApiVersion = "v1";
        Pod.Kind = "Pod";
        Pod.Status = null;
        Pod.Metadata ??= new V1ObjectMeta();
        Pod.Metadata.Labels ??= new Dictionary<string, string>();
        Pod.Metadata.Annotations ??= new Dictionary<string, string>();
        Pod.Spec ??= new V1PodSpec();
        Pod.Spec.Containers ??= [];
        Pod.Spec.Volumes ??= [];
        Main = Pod.Spec.Containers.FirstOrDefault(static container => container.Name == MainContainer) ?? Add(new V1Container { Name = MainContainer });
        Main.Env ??= [];
        Main.Ports ??= [];
        Main.VolumeMounts ??= [];
        Main.Resources ??= new V1ResourceRequirements();
        Main.Resources.Requests ??= new Dictionary<string, ResourceQuantity>();
        Main.Resources.Limits ??= new Dictionary<string, ResourceQuantity>();
    }

    /// <summary>The pod.</summary>
    public V1Pod Pod { get; }

    /// <summary>What it is to be.</summary>
    public V1PodSpec Spec => Pod.Spec;

    /// <summary>The engine's container.</summary>
    public V1Container Main { get; }

    /// <summary>Sets a variable; one of the template with this name is replaced.</summary>
    public void SetVariable(V1EnvVar variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        Replace(Main.Env, variable, static other => other.Name);
    }

    /// <summary>Sets a variable to a text, whatever is in it.</summary>
    public void SetVariable(string name, string value) => SetVariable(new V1EnvVar { Name = name, Value = Literal(value) });

    /// <summary>Names a port; one of the template with this name is replaced.</summary>
    public void AddPort(string name, int port) => Replace(Main.Ports, new V1ContainerPort { Name = name, ContainerPort = port }, static other => other.Name);

    /// <summary>Mounts a volume; one of the template with this name, or mounted there, is replaced.</summary>
    public void Mount(V1Volume volume, string path, bool isReadOnly)
    {
        ArgumentNullException.ThrowIfNull(volume);
        Replace(Spec.Volumes, volume, static other => other.Name);
        Replace(Main.VolumeMounts, new V1VolumeMount { Name = volume.Name, MountPath = path, ReadOnlyProperty = isReadOnly ? true : null }, static other => other.MountPath);
    }

    /// <summary>A text in which Kubernetes replaces nothing: <c>$(NAME)</c> would be the variable's value.</summary>
    public static string Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace("$", "$$", StringComparison.Ordinal);
    }

    private static void Replace<T>(IList<T> list, T item, Func<T, string> key)
    {
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (key(list[i]) == key(item))
            {
                list.RemoveAt(i);
            }
        }

        list.Add(item);
    }

    private V1Container Add(V1Container container)
    {
        Pod.Spec.Containers.Insert(0, container);
        return container;
    }
}

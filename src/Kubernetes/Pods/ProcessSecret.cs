namespace Flink.Kubernetes.Pods;

/// <summary>A secret with what the process in a pod is configured with and nobody may see.</summary>
/// <param name="Name">The object's name.</param>
public sealed record ProcessSecret(string Name)
{
    /// <summary>The entry that holds options, a 'key: value' a line.</summary>
    public const string PropertiesEntry = "secrets.yaml";

    /// <summary>Where it is mounted.</summary>
    public const string Folder = "/opt/flink/secrets";

    /// <summary>The name of the entry of a variable.</summary>
    public static string EntryOf(string variable) => $"env.{variable}";
}

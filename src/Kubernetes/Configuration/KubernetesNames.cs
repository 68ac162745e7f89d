using System.Text.RegularExpressions;

namespace Flink.Kubernetes.Configuration;

/// <summary>Names of objects.</summary>
public static partial class KubernetesNames
{
    /// <summary>Whether a text can be a cluster's id: what is appended for pods and services fits into the 63 characters of a label then.</summary>
    public static bool IsClusterId(string text) => ClusterId().IsMatch(text);

    [GeneratedRegex("^[a-z]([-a-z0-9]{0,43}[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex ClusterId();
}

namespace Flink.Client.Deployment;

/// <summary>What <c>-t</c> names beside <c>local</c> and <c>remote</c>: a system, and how a program uses it.</summary>
/// <param name="System">The system, such as <c>kubernetes</c>; clusters of all its targets are found alike.</param>
/// <param name="Kind">How.</param>
/// <remarks>
/// The names of a system's targets are <c>SYSTEM</c>, <c>SYSTEM-session</c> and <c>SYSTEM-application</c>; a plug-in offers those that it has, all of
/// them made by the same <see cref="ClusterDescriptorFactory"/>.
/// </remarks>
public sealed record DeploymentTarget(string System, DeploymentKind Kind)
{
    private const string Session = "-session";
    private const string Application = "-application";

    /// <summary>The name as <c>-t</c> takes it.</summary>
    public string Name => Kind switch
    {
        DeploymentKind.Session => System + Session,
        DeploymentKind.Application => System + Application,
        _ => System,
    };

    /// <summary>The target that a name means, whether or not there is one.</summary>
    public static DeploymentTarget Parse(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.EndsWith(Session, StringComparison.Ordinal) ? new DeploymentTarget(name[..^Session.Length], DeploymentKind.Session)
            : name.EndsWith(Application, StringComparison.Ordinal) ? new DeploymentTarget(name[..^Application.Length], DeploymentKind.Application)
            : new DeploymentTarget(name, DeploymentKind.Own);
    }

    /// <summary>The target of the same system that uses it in another way.</summary>
    public DeploymentTarget With(DeploymentKind kind) => this with { Kind = kind };
}

namespace Flink.Client.Deployment;

/// <summary>How a program uses a system that clusters are started in.</summary>
public enum DeploymentKind
{
    /// <summary>The cluster is started for one command, which calls the program's Main itself, shows what is printed, and ends the cluster.</summary>
    Own,

    /// <summary>A cluster for many jobs that was started before; the command calls Main and sends the jobs there.</summary>
    Session,

    /// <summary>A cluster for one program: its JobManager calls Main, and the cluster ends when the program's jobs have.</summary>
    Application,
}

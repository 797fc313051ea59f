// What a cell can ask of each object of the library, by class. A name more is a promise to every reader, a name less breaks
// one: both are decided here, and not by accident.

export const publicNames: Readonly<Record<string, string>> = {
  Server: `
    allocated capacity components cpuModel cpuUsage crash devices events free freeMemory
    install isOn layers name now powerOff powerOn run seed slices software topology trace
  `,
  Hypervisor: `
    address allocatedCpus clone components connect controlDomain create define
    defineNetwork dhcpLeases domains lookup memoryUsage name networks profile
    reachability scheduler timeSlice
  `,
  ControlDomain: "cpuUsage name vcpus",
  VirtualMachine: `
    address applications backup booted console cpuModel cpuTime cpuUsage deleteSnapshot destroy devices
    disk diskUsage exits guest hypervisor install io isTemplate launch mac
    markAsTemplate markAsVirtualMachine measure memory memoryUsage migrate
    migration name nest nested os pauseReason pin reboot redefineSnapshot restore
    resume revert schedule server shutdown snapshot snapshots start state storage suspend
    time undefine vcpus
  `,
  Application: "cpuTime duration failure kind name requests responseTime spec spinTime state",
  GuestAccess: `
    connect memoryRanges read readDisk readDiskText readText receive send translate write
    writeDisk
  `,
  HypervisorError: "about code expected found hint name subject",
  Trace: "counts dropped length of records total",
  Cluster: `
    add consolidate create domains drain events hypervisors lookup now protect
    protected reachability run servers storage trace unprotect
  `,
  Backup: "bytes duration failure server since state time vm",
  Migration: `
    destination downtime duration failure faults mode rounds sent source state
    stopReason vm zeroPages
  `,
  ContainerEngine: `
    components containers create diskUsage images lookup name processes pull
    removeImage run
  `,
  Container: `
    address changedFiles connect cpuTime diskUsage exitCode image kernel kill killProcess launch
    memoryUsage name oomKilled pause processes readFile readMemory remove start
    started state stop unpause writeFile writeMemory
  `,
  HostOs: `
    address components connect hosted image install name networks processes
    reachability readDisk reboot spawn state timeSlice writeDisk
  `,
  Computer: "install os",
  ManagementConsole: "connect name requests",
  RemoteHypervisor: `
    clone create define destroy domains lookup name reboot resume revert shutdown
    snapshot start suspend undefine
  `,
  RemoteComputer: "applications launch name",
  ManagementRequest: "error hypervisor request result roundTrip state times",
};
